/**
 * The FHIR R4 door: radiology reports as DiagnosticReport, alone, in a Bundle or as NDJSON, and a
 * poller for servers that only let themselves be read. Everything it refuses it refuses as an
 * OperationOutcome that names the element and never repeats what the element holds.
 */
package hilum.ingest.fhir;
