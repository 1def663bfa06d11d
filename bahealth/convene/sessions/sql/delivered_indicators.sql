-- One row: an indicator of which a delivery accepted between two instants speaks.
SELECT DISTINCT observation.indicator_id
FROM facts.observation AS observation
JOIN ops.delivery AS delivery ON delivery.delivery_id = observation.delivery_id
WHERE delivery.accepted_at > $after_at AND delivery.accepted_at <= $until_at
ORDER BY observation.indicator_id
