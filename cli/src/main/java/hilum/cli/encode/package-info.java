/** Vectors of a file of texts or a folder of pictures, offline: {@code hilum encode}. */
package hilum.cli.encode;
