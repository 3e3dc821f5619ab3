package hilum.ingest.fhir.report;

import hilum.ingest.privacy.Named;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * What a report and the resources that it leads to name of people, places, numbers and dates. Goes
 * as far as two references from the report, and only where it leads: in a page of fifty reports
 * each is scrubbed of its own patient.
 */
final class Mentions {
    private static final int FURTHEST = 2;
    private static final int MOST_RESOURCES = 100;
    private static final int MOST = 500;
    private static final int LONGEST = 200;
    private static final Set<String> PEOPLE =
            Set.of("Patient", "Practitioner", "PractitionerRole", "RelatedPerson", "Person");
    private static final Set<String> PLACES =
            Set.of("Organization", "Location", "HealthcareService");

    private final References references;
    private final Set<String> people = new LinkedHashSet<>();
    private final Set<String> numbers = new LinkedHashSet<>();
    private final Set<String> places = new LinkedHashSet<>();
    private final Set<LocalDate> dates = new HashSet<>();

    private Mentions(References references) {
        this.references = references;
    }

    /** All of it, for one report. */
    static Named of(DiagnosticReport report, References references) {
        Mentions mentions = new Mentions(references);
        mentions.walk(report);
        List<Reference> persons = new ArrayList<>(report.getPerformer());
        persons.addAll(report.getResultsInterpreter());
        persons.add(report.getSubject());
        for (Reference person : persons) {
            if (kind(person, references.resolve(report, person.getReference())).isEmpty()) {
                add(mentions.people, person.getDisplay());
            }
        }
        return new Named(mentions.people, mentions.numbers, mentions.places, mentions.dates);
    }

    private record Step(Resource resource, int distance) {}

    private void walk(DiagnosticReport report) {
        Set<Resource> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Step> ahead = new ArrayDeque<>(List.of(new Step(report, 0)));
        while (!ahead.isEmpty() && seen.size() < MOST_RESOURCES) {
            Step step = ahead.remove();
            if (!seen.add(step.resource())) {
                continue;
            }
            collect(step.resource());
            for (Reference reference : FhirJson.elements(step.resource(), Reference.class)) {
                Optional<Resource> target =
                        references
                                .resolve(step.resource(), reference.getReference())
                                .or(() -> references.resolve(report, reference.getReference()));
                display(reference, target);
                if (step.distance() < FURTHEST) {
                    target.ifPresent(next -> ahead.add(new Step(next, step.distance() + 1)));
                }
            }
        }
    }

    private void collect(Resource resource) {
        FhirJson.elements(resource, HumanName.class).forEach(this::name);
        FhirJson.elements(resource, Identifier.class)
                .forEach(identifier -> add(numbers, identifier.getValue()));
        FhirJson.elements(resource, ContactPoint.class)
                .forEach(contact -> add(numbers, contact.getValue()));
        FhirJson.elements(resource, Address.class).forEach(this::address);
        FhirJson.elements(resource, BaseDateTimeType.class).forEach(this::date);
        switch (resource) {
            case Patient patient -> add(numbers, number(patient.getIdPart()));
            case Organization organization -> {
                add(places, organization.getName());
                organization.getAlias().forEach(alias -> add(places, alias.getValue()));
            }
            case Location location -> {
                add(places, location.getName());
                location.getAlias().forEach(alias -> add(places, alias.getValue()));
            }
            default -> {}
        }
    }

    /** An id in words may be a word of the report. */
    private static String number(String id) {
        return id != null && id.chars().anyMatch(Character::isDigit) ? id : null;
    }

    private void name(HumanName name) {
        List<String> given = name.getGiven().stream().map(PrimitiveType::getValue).toList();
        add(people, joined(name.getFamily(), String.join(" ", present(given))));
        add(people, name.getText());
    }

    private void address(Address address) {
        address.getLine().forEach(line -> add(places, line.getValue()));
        add(places, address.getCity());
        add(places, address.getPostalCode());
        add(places, address.getText());
    }

    private void date(BaseDateTimeType date) {
        if (dates.size() < MOST) {
            day(date).ifPresent(dates::add);
        }
    }

    private void display(Reference reference, Optional<Resource> target) {
        Set<String> kind = kind(reference, target);
        if (kind == PEOPLE) {
            add(people, reference.getDisplay());
        } else if (kind == PLACES) {
            add(places, reference.getDisplay());
        }
    }

    /** What a reference is to, as far as it says; the display of a diagnosis names nobody. */
    private static Set<String> kind(Reference reference, Optional<Resource> target) {
        String type =
                target.map(Resource::fhirType)
                        .or(() -> Optional.ofNullable(reference.getType()))
                        .orElseGet(() -> segmentBeforeId(reference.getReference()));
        return PEOPLE.contains(type) ? PEOPLE : PLACES.contains(type) ? PLACES : Set.of();
    }

    private static String segmentBeforeId(String reference) {
        String[] parts = reference == null ? new String[0] : reference.split("/", -1);
        return parts.length < 2 ? "" : parts[parts.length - 2];
    }

    private static List<String> present(List<String> texts) {
        return texts.stream().filter(text -> text != null && !text.isBlank()).toList();
    }

    private static String joined(String family, String given) {
        return family == null ? given : (family + " " + given).strip();
    }

    private static void add(Set<String> all, String text) {
        if (text != null && !text.isBlank() && text.length() <= LONGEST && all.size() < MOST) {
            all.add(text.strip());
        }
    }

    /** The day as its sender has it, whatever the time zone here; empty where it has no day. */
    static Optional<LocalDate> day(BaseDateTimeType date) {
        String text = date == null ? null : date.getValueAsString();
        try {
            return text == null || text.length() < 10
                    ? Optional.empty()
                    : Optional.of(LocalDate.parse(text.substring(0, 10)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
