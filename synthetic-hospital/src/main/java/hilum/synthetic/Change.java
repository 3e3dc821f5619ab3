package hilum.synthetic;

/** How a finding compares with the patient's study before this one. */
public enum Change {
    NEW,
    INCREASED,
    STABLE,
    DECREASED,
    RESOLVED
}
