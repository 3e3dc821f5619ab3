package hilum.radiology.reading;

/** Whether a report says that a finding is there. */
public enum Polarity {
    PRESENT,
    ABSENT,
    UNCERTAIN
}
