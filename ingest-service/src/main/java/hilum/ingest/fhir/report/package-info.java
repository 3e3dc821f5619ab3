/**
 * One DiagnosticReport and what came with it, read as a submission: which study and patient, which
 * text, in which state, and what it names.
 */
package hilum.ingest.fhir.report;
