/**
 * Text towers: from a text, or its token ids, to a unit vector that does not depend on its
 * batch-mates.
 */
package hilum.encoders.text;
