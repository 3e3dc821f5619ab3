package hilum.radiology.variant.verification;

/** A part of the chest that an {@link VariantKind#ANATOMICAL} variant has a line for. */
public enum Region {
    LUNGS("Lungs"),
    PLEURA("Pleura"),
    HEART("Heart"),
    MEDIASTINUM_AND_HILA("Mediastinum and hila"),
    BONES("Bones"),
    DEVICES("Devices"),
    OTHER("Other");

    private final String label;

    Region(String label) {
        this.label = label;
    }

    /** As a line begins with it: "Lungs". */
    public String label() {
        return label;
    }
}
