package hilum.synthetic;

/** What can be seen on a chest radiograph of the synthetic hospital. */
public enum FindingKind {
    CARDIOMEGALY(false),
    PLEURAL_EFFUSION(false),
    PNEUMOTHORAX(false),
    OPACITY(false),
    EDEMA(false),
    ATELECTASIS(false),
    NODULE(false),
    HYPERINFLATION(false),
    RIB_FRACTURE(false),
    LOW_LUNG_VOLUMES(true),
    GRANULOMA(true),
    TORTUOUS_AORTA(true),
    DEGENERATIVE_SPINE(true),
    SCOLIOSIS(true);

    private final boolean incidental;

    FindingKind(boolean incidental) {
        this.incidental = incidental;
    }

    /** Whether a radiologist would still call a study normal that shows nothing else. */
    public boolean incidental() {
        return incidental;
    }
}
