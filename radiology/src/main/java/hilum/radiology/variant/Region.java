package hilum.radiology.variant;

/** A part of the chest that an {@link VariantKind#ANATOMICAL} variant has a line for. */
enum Region {
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

    String label() {
        return label;
    }
}
