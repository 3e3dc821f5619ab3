/** What of a study gets a vector. */
package hilum.embedding.item;
