package hilum.ingest.fhir.report;

import hilum.transport.http.ProblemException;

/**
 * The ways in which the FHIR door says no. The field of each is a FHIRPath expression, and none
 * repeats what stands at that path.
 */
public final class FhirRefusal {
    private FhirRefusal() {}

    /** 400: the body is no JSON, or no resource of FHIR R4. */
    public static ProblemException unparsable(String expression, String detail) {
        return new ProblemException(400, "unparsable", "Body can't be parsed", expression, detail);
    }

    /** 422: an element that is needed is not there. */
    public static ProblemException missing(String expression, String detail) {
        return new ProblemException(422, "missing", "Element is missing", expression, detail);
    }

    /** 422: an element holds what can't be taken. */
    public static ProblemException invalid(String expression, String detail) {
        return new ProblemException(422, "invalid", "Element can't be taken", expression, detail);
    }

    /** 422: an element is right by FHIR and of a kind that this door does not read. */
    public static ProblemException unsupported(String expression, String detail) {
        return new ProblemException(
                422, "unsupported", "Element of a kind not read", expression, detail);
    }
}
