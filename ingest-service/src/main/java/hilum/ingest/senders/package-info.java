/**
 * What the systems that send see of themselves: an account for each sender, studies that wait for
 * their other half, and what became of a message. In memory, bounded, without identifiers.
 */
package hilum.ingest.senders;
