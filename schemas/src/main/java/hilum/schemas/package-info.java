/**
 * What travels between the services: Avro records, the topic catalogue, and the identities and
 * hashes that every service has to compute alike. Depends on nothing else of Hilum.
 */
package hilum.schemas;
