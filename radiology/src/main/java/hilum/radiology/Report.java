package hilum.radiology;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A chest X-ray report by section. No component is null; a section the report lacks is the empty
 * string. Sections are kept as written, but for white space at both ends.
 *
 * @param indication why the study was made; asserts nothing about the image
 * @param comparison earlier studies it was read against
 * @param technique views and examination
 * @param findings what is seen
 * @param impression what it means
 */
public record Report(
        String indication,
        String comparison,
        String technique,
        String findings,
        String impression) {

    public Report {
        indication = clean(indication);
        comparison = clean(comparison);
        technique = clean(technique);
        findings = clean(findings);
        impression = clean(impression);
    }

    /** A report of the two sections that speak about the image; either may be null or blank. */
    public static Report of(String findings, String impression) {
        return new Report("", "", "", findings, impression);
    }

    /**
     * The text that stands for the report: the non-blank ones of findings and impression, joined by
     * a line break.
     */
    public String text() {
        return Stream.of(findings, impression)
                .filter(s -> !s.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    public boolean isBlank() {
        return findings.isEmpty() && impression.isEmpty();
    }

    public String section(Section section) {
        return switch (section) {
            case INDICATION -> indication;
            case COMPARISON -> comparison;
            case TECHNIQUE -> technique;
            case FINDINGS -> findings;
            case IMPRESSION -> impression;
        };
    }

    /** This report with one section replaced. */
    public Report with(Section section, String text) {
        return new Report(
                section == Section.INDICATION ? text : indication,
                section == Section.COMPARISON ? text : comparison,
                section == Section.TECHNIQUE ? text : technique,
                section == Section.FINDINGS ? text : findings,
                section == Section.IMPRESSION ? text : impression);
    }

    /**
     * This report after an addendum: sections the addendum names are replaced by its text; an
     * addendum without section headers is added to the impression. A blank addendum changes
     * nothing.
     */
    public Report amendedBy(String addendum) {
        var parts = SectionParser.parts(addendum);
        var amended = this;
        for (var part : parts.titled().entrySet()) {
            amended = amended.with(part.getKey(), part.getValue());
        }
        if (parts.untitled().isEmpty()) {
            return amended;
        }
        var impression = amended.impression();
        return amended.with(
                Section.IMPRESSION,
                impression.isEmpty() ? parts.untitled() : impression + " " + parts.untitled());
    }

    private static String clean(String section) {
        return section == null ? "" : section.strip();
    }
}
