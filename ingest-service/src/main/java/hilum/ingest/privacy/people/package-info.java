/**
 * People in a text: those whom the message names, those whom the text itself marks as people, and
 * how they sign.
 */
package hilum.ingest.privacy.people;
