package hilum.encoders.training;

import hilum.encoders.image.Picture;

/**
 * A radiograph and its report.
 *
 * @param picture as {@link ImagePair#square} makes it
 * @param report equal reports are never each other's negatives
 */
public record DualPair(Picture picture, String report) {}
