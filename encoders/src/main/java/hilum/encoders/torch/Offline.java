package hilum.encoders.torch;

/**
 * DJL's network switches. Its native libraries come from Maven artifacts; it would fetch what it
 * misses, and report its use, unless told otherwise before its classes load.
 */
public final class Offline {
    private Offline() {}

    /** Turns downloads and reports off, unless a setting from outside says otherwise. */
    public static void require() {
        setIfAbsent("ai.djl.offline", "true");
        setIfAbsent("OPT_OUT_TRACKING", "true");
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
