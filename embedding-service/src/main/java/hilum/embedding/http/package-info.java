/** Search and embeddings over HTTP. */
package hilum.embedding.http;
