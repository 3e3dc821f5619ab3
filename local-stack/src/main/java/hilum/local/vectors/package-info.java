/**
 * A vector store that speaks Qdrant's gRPC protocol, in a process of its own, for laptops and CI.
 *
 * <p>What of the protocol is not supported is refused with UNIMPLEMENTED and a sentence. It stands
 * in for Qdrant's behaviour, never for its speed.
 */
package hilum.local.vectors;
