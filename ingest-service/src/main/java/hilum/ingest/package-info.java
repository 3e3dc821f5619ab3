/**
 * The door: takes reports and images over HTTP, and turns the two intake topics into studies. This
 * package holds the HTTP side and the wiring; {@code intake} what happens to a submission, {@code
 * pairing} what happens to its events.
 */
package hilum.ingest;
