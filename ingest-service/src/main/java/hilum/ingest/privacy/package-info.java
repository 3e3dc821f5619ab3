/**
 * De-identification of text: what a message names, and the scrubber that every submission passes
 * before it leaves the door. Nothing here remembers anything between two messages.
 */
package hilum.ingest.privacy;
