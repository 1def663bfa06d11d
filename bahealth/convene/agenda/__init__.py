"""The agenda that drafts itself, the stories of heads, the pre-read, and readiness three days before."""
