/**
 * The HL7 v2 door: reports (ORU^R01, MDM) and patient events (ADT) as senders have them, read into
 * submissions, admitted, and answered with the acknowledgement that is true of them.
 */
package hilum.ingest.hl7;
