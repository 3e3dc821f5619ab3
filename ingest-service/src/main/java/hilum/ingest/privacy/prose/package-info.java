/**
 * A text as the scrubber sees it: its words, what is to go out of it and what has to stay, since it
 * is medicine or plain English.
 */
package hilum.ingest.privacy.prose;
