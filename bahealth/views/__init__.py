"""One module per page: everything that the page shows, as one frozen model."""
