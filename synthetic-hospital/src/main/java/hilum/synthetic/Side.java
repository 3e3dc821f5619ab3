package hilum.synthetic;

/** The patient's side. By radiological convention the patient's right is on the image's left. */
public enum Side {
    LEFT,
    RIGHT,
    BILATERAL;

    boolean includes(Side one) {
        return this == one || this == BILATERAL;
    }

    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
