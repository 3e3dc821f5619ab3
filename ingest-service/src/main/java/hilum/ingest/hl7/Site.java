package hilum.ingest.hl7;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Site of a sending facility: by the configured names, else the facility itself as a legal site
 * name. Immutable.
 */
public final class Site {
    private static final Pattern LEGAL = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final int LONGEST = 64;

    private final Map<String, String> byFacility = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final String otherwise;

    /**
     * @param byFacility site by MSH-4
     * @param otherwise site where MSH-4 is empty
     * @throws IllegalArgumentException if a site is no legal name
     */
    public Site(Map<String, String> byFacility, String otherwise) {
        byFacility.forEach(
                (facility, site) -> {
                    if (!LEGAL.matcher(site).matches()) {
                        throw new IllegalArgumentException(
                                "Site %s of facility %s in hilum.ingest.hl7.sites is no site name: use up to 64 lower-case letters, digits and hyphens"
                                        .formatted(site, facility));
                    }
                });
        this.byFacility.putAll(byFacility);
        this.otherwise = otherwise;
    }

    /** The site of a sending facility, as in MSH-4. */
    public String of(String facility) {
        String named = byFacility.get(facility.strip());
        if (named != null) {
            return named;
        }
        String plain =
                Normalizer.normalize(facility, Normalizer.Form.NFD)
                        .replaceAll("\\p{M}", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^-+|-+$", "");
        return plain.isEmpty()
                ? otherwise
                : plain.substring(0, Math.min(LONGEST, plain.length())).replaceAll("-+$", "");
    }
}
