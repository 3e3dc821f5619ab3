package hilum.radiology.reading;

/** The patient's side that a finding is on. */
public enum Side {
    LEFT,
    RIGHT,
    BILATERAL;

    /** Both sides together where they differ. */
    Side and(Side other) {
        return this == other ? this : BILATERAL;
    }
}
