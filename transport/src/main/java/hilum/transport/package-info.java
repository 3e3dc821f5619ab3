/**
 * How services speak with each other: Avro over Kafka with CloudEvents and trace headers, the
 * transactional consume–compute–produce loop, dead letters, watermarks and the claim-check store.
 * Knows no service.
 */
package hilum.transport;
