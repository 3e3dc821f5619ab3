/**
 * Reads reports from a FHIR server that only lets itself be read: page by page in the order of
 * their last change, each page left behind only when the broker has all of it that can be taken.
 */
package hilum.ingest.fhir.poll;
