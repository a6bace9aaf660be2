package org.uv4lbridge.uv4l;

import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParams;
import org.apache.camel.spi.UriPath;

/** The options of an endpoint. */
@UriParams
public class Uv4lConfiguration {

    /** Stands for every camera. */
    static final String ALL = "*";

    @UriPath
    @Metadata(required = true)
    private String camera = ALL;

    public String getCamera() {
        return camera;
    }

    /**
     * The name of a configured camera, or * for all: a consumer then hears every camera that no other consumer names,
     * a producer sends to the camera in the header CamelUv4lCamera.
     */
    public void setCamera(String camera) {
        this.camera = camera;
    }
}
