/**
 * MLLP, the framing under HL7 v2: connections of senders, what bounds them, frames in and answers
 * out. Knows nothing of what a frame says.
 */
package hilum.ingest.mllp;
