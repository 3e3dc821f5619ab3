/**
 * The sending of archives, whatever they hold: read as a stream, kept to a pace that leaves the
 * live stream its latency, counted, and gone on with where it stopped.
 */
package hilum.cli.backfill;
