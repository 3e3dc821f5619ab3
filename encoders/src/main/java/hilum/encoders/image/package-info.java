/** Image towers: from the bytes of a PNG or JPEG to a unit vector in the space of the texts. */
package hilum.encoders.image;
