/**
 * Text out of the formats in which reports are issued. Bytes of any kind come to an end here: with
 * a text, or with the reason why there is none.
 */
package hilum.ingest.fhir.document;
