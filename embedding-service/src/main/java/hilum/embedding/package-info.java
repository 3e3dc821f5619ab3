/** Studies, variants and models in; vectors in the store, embedding events and search out. */
package hilum.embedding;
