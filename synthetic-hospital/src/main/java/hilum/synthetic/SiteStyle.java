package hilum.synthetic;

/** How the radiologists of a site write. */
public enum SiteStyle {
    /** Indication, comparison, technique, findings and impression, in whole sentences. */
    FULL_SECTIONS(46),
    /** Findings and impression with numbered points; other sections come and go. */
    NUMBERED(26),
    /** "RULF", "PTX", "s/p CT": notes between colleagues, often a single section. */
    ABBREVIATED(16),
    /** A few sentences of impression, no findings section. */
    IMPRESSION_ONLY(12);

    final int share;

    SiteStyle(int share) {
        this.share = share;
    }
}
