-- One row: whether any record that was accepted comes from a simulation.
SELECT coalesce(bool_or(delivery.is_simulated), false) AS is_simulated
FROM ops.record_delivery
JOIN ops.delivery AS delivery USING (delivery_id);
