package hilum.synthetic;

/** A third of the lung's height, from the apex down. */
public enum Zone {
    UPPER,
    MID,
    LOWER;

    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
