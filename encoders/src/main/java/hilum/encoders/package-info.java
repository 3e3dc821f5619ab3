/** A model version ready to embed. */
package hilum.encoders;
