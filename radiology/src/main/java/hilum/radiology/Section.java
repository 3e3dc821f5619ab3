package hilum.radiology;

/**
 * A part of a chest X-ray report. Only {@link #FINDINGS} and {@link #IMPRESSION} assert anything
 * about the image.
 */
public enum Section {
    INDICATION,
    COMPARISON,
    TECHNIQUE,
    FINDINGS,
    IMPRESSION
}
