package hilum.synthetic;

/** How much of a finding there is. */
public enum Severity {
    MILD,
    MODERATE,
    SEVERE;

    Severity more() {
        return this == MILD ? MODERATE : SEVERE;
    }

    Severity less() {
        return this == SEVERE ? MODERATE : MILD;
    }
}
