/**
 * Studies in, verified variants out. The generators and the verifier are those of {@code
 * hilum.radiology.variant}.
 */
package hilum.variant;
