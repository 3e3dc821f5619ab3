/** The vector store, spoken to with Qdrant's own client. */
package hilum.embedding.store;
