/**
 * HL7 v2 messages as they come: character sets, batches, delimiters, segments and their fields,
 * escapes, times. Knows nothing of what a report is. HAPI reads the fields of a segment; which
 * segments follow one another is left open, so that every version from 2.3 to 2.8 is the same to
 * us.
 */
package hilum.ingest.hl7.message;
