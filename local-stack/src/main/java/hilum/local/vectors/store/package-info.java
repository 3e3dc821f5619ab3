/**
 * Collections of points with vectors, kept on this machine's disk and searched through Lucene's
 * HNSW graphs.
 *
 * <p>It speaks in Qdrant's messages and keeps Qdrant's meaning of them, and knows nothing of the
 * network. A collection is three things: a table of its points in memory, a log in which every
 * change is on disk before it is acknowledged, and a Lucene index that takes the vectors over in
 * the background.
 */
package hilum.local.vectors.store;
