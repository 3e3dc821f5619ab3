package hilum.ingest.fhir.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hilum.transport.http.ProblemException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Resource;

/**
 * The resources that came together with a report, found by the ways in which FHIR refers to them:
 * {@code #id} within the report, the full URL of a Bundle's entry, or type and id. Each is read
 * when it is first asked for. Nothing is fetched, but for documents where the sender is polled.
 * Belongs to one request.
 */
public final class References {
    /** Resources that are kept as HAPI read them; the others are read again when asked for. */
    private static final int MOST_READ = 200;

    private final FhirJson fhir;
    private final Function<String, Optional<Binary>> documents;
    private final Map<String, Supplier<ObjectNode>> trees = new HashMap<>();
    private final Map<String, Optional<Resource>> read =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Optional<Resource>> eldest) {
                    return size() > MOST_READ;
                }
            };

    /**
     * @param documents gives what lies at an absolute or relative URL; empty where it gives nothing
     */
    public References(FhirJson fhir, Function<String, Optional<Binary>> documents) {
        this.fhir = fhir;
        this.documents = documents;
    }

    /**
     * Makes a resource known.
     *
     * @param fullUrl of the Bundle's entry; blank when it has none
     */
    public void add(String fullUrl, ObjectNode resource) {
        if (!fullUrl.isBlank()) {
            trees.putIfAbsent(fullUrl, () -> resource);
        }
        add(resource, () -> resource);
    }

    /** Makes a resource known that is kept in its smallest form. */
    public void add(ObjectNode resource, byte[] json) {
        add(resource, () -> fhir.tree(json));
    }

    private void add(ObjectNode resource, Supplier<ObjectNode> kept) {
        String id = resource.path("id").asText();
        Optional<String> type = FhirJson.type(resource);
        if (!id.isBlank() && type.isPresent()) {
            trees.putIfAbsent(type.get() + "/" + id, kept);
        }
    }

    /** What a reference leads to, from within a resource. */
    Optional<Resource> resolve(Resource from, String reference) {
        if (reference == null || reference.isBlank()) {
            return Optional.empty();
        }
        if (reference.startsWith("#")) {
            return contained(from, reference.substring(1));
        }
        String plain = reference.replaceFirst("/_history/[^/]*$", "");
        String key = trees.containsKey(plain) ? plain : typeAndId(plain);
        Optional<Resource> known = read.get(key);
        if (known == null) {
            known = Optional.ofNullable(trees.get(key)).flatMap(this::read);
            read.put(key, known);
        }
        return known;
    }

    /** The same, where it is of a type. */
    <T extends Resource> Optional<T> resolve(Resource from, String reference, Class<T> type) {
        return resolve(from, reference).filter(type::isInstance).map(type::cast);
    }

    /** A document that an attachment points to. */
    Optional<Binary> document(Resource from, String url) {
        Optional<Binary> here = resolve(from, url, Binary.class);
        return here.isPresent() || url.startsWith("#") ? here : documents.apply(url);
    }

    private static Optional<Resource> contained(Resource from, String id) {
        if (!(from instanceof DomainResource container)) {
            return Optional.empty();
        }
        return container.getContained().stream()
                .filter(each -> id.equals(withoutHash(each.getId())))
                .findFirst();
    }

    private static String withoutHash(String id) {
        return id != null && id.startsWith("#") ? id.substring(1) : id;
    }

    private static String typeAndId(String url) {
        int id = url.lastIndexOf('/');
        return id <= 0 ? url : url.substring(url.lastIndexOf('/', id - 1) + 1);
    }

    private Optional<Resource> read(Supplier<ObjectNode> tree) {
        try {
            return Optional.of(fhir.read(tree.get()).resource());
        } catch (ProblemException e) {
            return Optional.empty(); // what can't be read can't be referred to
        }
    }
}
