package hilum.ingest.fhir.poll;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.model.api.Include;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.IncludeParam;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.annotation.Sort;
import ca.uhn.fhir.rest.annotation.Update;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.SortSpec;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.server.FifoMemoryPagingProvider;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.provider.HashMapResourceProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;

/**
 * A FHIR server by HAPI's own framework in a Jetty, as a hospital runs one: it decides how large a
 * page is, keeps the result of a search in memory, and answers 410 for a page of one that it has
 * forgotten. What it stores outlives a restart, its searches do not.
 */
final class HapiServer implements AutoCloseable {
    static final int PAGE = 4;
    private static final FhirContext R4 = FhirContext.forR4();
    private static final int SEARCHES = 50;

    /** Search pages and searches, by path and query. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    private final HashMapResourceProvider<Patient> patients =
            new HashMapResourceProvider<>(R4, Patient.class);
    private final HashMapResourceProvider<Binary> documents =
            new HashMapResourceProvider<>(R4, Binary.class);
    private final Reports reports = new Reports(patients);
    private final HttpClient http = HttpClient.newHttpClient();
    private Server jetty;
    private int port;

    HapiServer() {
        start();
    }

    /** Starts it, again at the port that it had. */
    void start() {
        RestfulServer fhir = new RestfulServer(R4);
        fhir.setResourceProviders(List.of(reports, patients, documents));
        FifoMemoryPagingProvider pages = new FifoMemoryPagingProvider(SEARCHES);
        pages.setDefaultPageSize(PAGE);
        pages.setMaximumPageSize(PAGE);
        fhir.setPagingProvider(pages);
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(fhir), "/r4/*");
        context.addFilter(
                (request, response, chain) -> {
                    var question = (jakarta.servlet.http.HttpServletRequest) request;
                    if (question.getMethod().equals("GET")) {
                        asked.add(question.getRequestURI() + "?" + question.getQueryString());
                    }
                    chain.doFilter(request, response);
                },
                "/*",
                java.util.EnumSet.of(jakarta.servlet.DispatcherType.REQUEST));
        jetty = new Server(new InetSocketAddress("127.0.0.1", port));
        jetty.setHandler(context);
        try {
            jetty.start();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty can't start on port " + port, e);
        }
        port = ((ServerConnector) jetty.getConnectors()[0]).getLocalPort();
    }

    URI base() {
        return URI.create("http://127.0.0.1:%d/r4".formatted(port));
    }

    /** Stores a resource, or its next version, as a client does. */
    void put(Resource resource) throws IOException, InterruptedException {
        String path = resource.fhirType() + "/" + resource.getIdPart();
        HttpResponse<String> answer =
                http.send(
                        HttpRequest.newBuilder(URI.create(base() + "/" + path))
                                .header("Content-Type", "application/fhir+json")
                                .PUT(
                                        BodyPublishers.ofString(
                                                R4.newJsonParser()
                                                        .encodeResourceToString(resource)))
                                .build(),
                        BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(
                    "PUT of %s is answered %d: %s"
                            .formatted(path, answer.statusCode(), answer.body()));
        }
    }

    /** The reports, found by the time of their last change. */
    public static final class Reports implements IResourceProvider {
        private final Map<String, DiagnosticReport> held = new ConcurrentHashMap<>();
        private final HashMapResourceProvider<Patient> patients;

        Reports(HashMapResourceProvider<Patient> patients) {
            this.patients = patients;
        }

        @Override
        public Class<DiagnosticReport> getResourceType() {
            return DiagnosticReport.class;
        }

        /** Stores a version and the time of it. */
        @Update
        public MethodOutcome update(@IdParam IdType id, @ResourceParam DiagnosticReport report) {
            report.getMeta().setLastUpdated(new Date());
            boolean created = held.put(id.getIdPart(), report) == null;
            return new MethodOutcome(id, created);
        }

        /** One report. */
        @Read
        public DiagnosticReport read(@IdParam IdType id) {
            DiagnosticReport report = held.get(id.getIdPart());
            if (report == null) {
                throw new ResourceNotFoundException(id);
            }
            return report.copy();
        }

        /** All, or those that were changed in a time; each with its patient where that is asked. */
        @Search
        public List<DiagnosticReport> search(
                @OptionalParam(name = "_lastUpdated") DateRangeParam changed,
                @Sort SortSpec sort,
                @IncludeParam(
                                allow = {
                                    "DiagnosticReport:subject",
                                    "DiagnosticReport:based-on",
                                    "DiagnosticReport:performer",
                                    "DiagnosticReport:results-interpreter",
                                    "DiagnosticReport:result"
                                })
                        Set<Include> include) {
            Comparator<DiagnosticReport> order =
                    sort != null && sort.getParamName().equals("_lastUpdated")
                            ? Comparator.comparing(each -> each.getMeta().getLastUpdated())
                            : Comparator.comparing(Resource::getIdPart);
            return held.values().stream()
                    .filter(each -> isIn(changed, each.getMeta().getLastUpdated()))
                    .sorted(order)
                    .map(each -> withPatient(each.copy()))
                    .toList();
        }

        private static boolean isIn(DateRangeParam range, Date time) {
            return range == null
                    || range.getLowerBoundAsInstant() == null
                    || !time.before(range.getLowerBoundAsInstant());
        }

        private DiagnosticReport withPatient(DiagnosticReport report) {
            patients.getStoredResources().stream()
                    .filter(
                            each ->
                                    report.getSubject()
                                            .getReference()
                                            .equals("Patient/" + each.getIdPart()))
                    .forEach(report.getSubject()::setResource);
            return report;
        }
    }

    @Override
    public void close() {
        try {
            jetty.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty can't stop on port " + port, e);
        }
    }
}
