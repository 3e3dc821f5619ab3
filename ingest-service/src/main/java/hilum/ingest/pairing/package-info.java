/**
 * Pairs the reports and images of an accession, in whatever order they come, into versions of a
 * study.
 */
package hilum.ingest.pairing;
