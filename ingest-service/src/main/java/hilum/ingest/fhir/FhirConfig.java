package hilum.ingest.fhir;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;
import java.util.Set;

/** Settings of the FHIR door, under {@code hilum.ingest.fhir}. */
@ConfigMapping(prefix = "hilum.ingest.fhir")
public interface FhirConfig {
    /** Site of reports whose request names none; the intake's default site when absent. */
    Optional<String> site();

    /** Codes, of LOINC and SNOMED CT, under which a report is one of a chest radiograph. */
    @WithDefault("30745-4,36643-5,36554-4,42272-5,24648-8,36572-6,399208008,168731009")
    Set<String> chestCodes();

    /**
     * What the name of an examination is matched with, as a whole, where no code decides; {@code
     * Examinations} has the default.
     */
    Optional<String> chestPattern();
}
