import QtQuick
import EdgeApp

// The image as large as possible, and the items over it: depth scale, region, banners.
Item {
    id: view
    required property var live
    required property var region
    required property Theme theme
    property var calibration: null
    property var marking: null
    property var validation: null
    property var calipers: null // of the frozen image

    LiveImage {
        id: image
        objectName: "image"
        readonly property real zoom: view.live.frameWidth > 0
            ? Math.min(view.width / view.live.frameWidth, view.height / view.live.frameHeight) : 0
        live: view.live
        width: Math.round(view.live.frameWidth * zoom)
        height: Math.round(view.live.frameHeight * zoom)
        anchors.centerIn: parent

        OrientationMark {
            // Beside the heatmap's scale where a banner would hide it.
            readonly property bool isBeside: reviewBanner.visible || researchBanner.visible || settingsBanner.visible || probeBanner.visible
            minX: isBeside ? Math.max(0, heatScale.x + heatScale.width + view.theme.gap / 2 - image.x) : 0
            minY: isBeside ? Math.max(0, banners.y + banners.height + view.theme.gap / 2 - image.y) : 0
            live: view.live
            theme: view.theme
            zoom: image.zoom
        }

        DepthScale {
            x: Math.min(view.live.fieldRight * zoom, parent.width - width)
            height: parent.height
            live: view.live
            theme: view.theme
            zoom: image.zoom

            // Lets the user correct a scale that was set by hand, for example after the scanner's depth has changed. Beside a
            // scale that the image itself shows, only the text of a setting is left to mark.
            MouseArea {
                objectName: "scaleAgain"
                width: view.theme.touch
                height: parent.height
                visible: Boolean(view.calibration) && view.live.mmPerPixel > 0 && (view.live.scaleWasSet || view.marking.isPossible())
                         && !view.live.frozen && !view.live.isGreyed
                onClicked: view.live.scaleWasSet ? view.calibration.open() : view.marking.open()
            }
        }

        CaliperLines {
            anchors.fill: parent
            visible: view.live.frozen
            rows: view.calipers ? view.calipers.rows : []
            theme: view.theme
            zoom: image.zoom
        }

        // An old image must not look live.
        Rectangle {
            anchors.fill: parent
            visible: view.live.isGreyed
            color: "#b0000000"
        }
    }

    RegionEditor {
        anchors.fill: parent
        visible: view.live.roi.width > 0 && (!view.live.isGreyed || held > 0) // hiding it would end a drag
        live: view.live
        region: view.region
        theme: view.theme
        zoom: image.zoom
        origin: Qt.point(image.x, image.y)
        occupiedHeight: heatScale.y + heatScale.height
    }

    HeatScale {
        id: heatScale
        // Beside the image where there is room, else within it: never across its edge. Below a banner at the top, above the exam's
        // texts at the bottom.
        readonly property bool isBeside: image.x >= width + view.theme.gap
        readonly property real below: reviewBanner.visible || researchBanner.visible || settingsBanner.visible ? banners.height + 2 * view.theme.gap : 0
        x: isBeside ? image.x - width - view.theme.gap / 2 : image.x + view.theme.gap / 2
        y: Math.max(68 * view.theme.unit, below, isBeside ? 0 : image.y + view.theme.gap / 2)
        live: view.live
        theme: view.theme
    }

    TouchButton {
        objectName: "setScale"
        anchors { right: parent.right; verticalCenter: parent.verticalCenter; margins: view.theme.gap / 2 }
        visible: Boolean(view.calibration) && view.live.frameWidth > 0 && view.live.mmPerPixel === 0 && !view.live.isGreyed
        enabled: !view.live.frozen
        theme: view.theme
        colour: theme.warning
        width: 136 * theme.unit // fits beside the region's initial position
        size: theme.body
        text: qsTr("Scale unknown")
        detail: qsTr("Tap two points")
        onClicked: view.calibration.open()
    }

    Text {
        anchors.centerIn: parent
        visible: view.live.frameWidth === 0
        width: parent.width - 2 * view.theme.gap
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        font.pixelSize: view.theme.large
        color: view.theme.faint
        textFormat: Text.PlainText
        text: qsTr("Waiting for %1").arg(view.live.sourceName)
    }

    DifferenceTexts { id: differenceTexts }

    Column {
        id: banners
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: view.theme.gap }
        spacing: view.theme.gap

        Banner {
            id: probeBanner
            objectName: "probeBanner"
            theme: view.theme
            readonly property bool lost: view.live.probe === "lost" || view.live.probe === "reconnecting"
            // The panel says at once that the image is delayed, and it is greyed; a banner for every hiccup would only flicker.
            readonly property bool brief: view.live.probe === "stale" && view.live.ageSeconds < 1
            readonly property string age: view.theme.localised(view.live.ageSeconds.toFixed(1))
            // The age of an image the user froze does not matter, but a lost probe is reported even then.
            visible: lost || !view.live.frozen && !brief && title !== ""
            colour: lost ? view.theme.alarm : view.theme.warning
            title: {
                switch (view.live.probe) {
                case "lost": return view.live.frameWidth === 0 ? qsTr("No image from the probe. Trying again…")
                                  : view.live.frozen ? qsTr("Probe disconnected. Reconnecting…")
                                  : qsTr("Probe disconnected, image %1 s old. Reconnecting…").arg(age)
                case "reconnecting": return view.live.frozen ? qsTr("Probe reconnected. Waiting for an image…")
                                          : qsTr("Probe reconnected, image %1 s old. Waiting for a new image…").arg(age)
                case "stale": return qsTr("Image is %1 s old").arg(age)
                case "frozen": return qsTr("Image unchanged for %1 s").arg(age)
                case "format changed": return qsTr("The image format has changed")
                case "no signal": return qsTr("No video signal")
                case "wrong colours": return qsTr("The image has wrong colours")
                case "torn": return qsTr("Part of the image is missing")
                case "combed": return qsTr("The image is interlaced")
                case "ended": return qsTr("The recording has ended")
                default: return ""
                }
            }
            // What to do, and the source's own message.
            detail: {
                const reason = view.live.probeFault === "" ? "" : " (" + view.live.probeFault + ")"
                switch (view.live.probe) {
                case "lost": return qsTr("Check the cable at both ends and make sure the scanner is on.") + reason
                case "frozen": return qsTr("The scanner is frozen or sends no signal.")
                case "format changed": return qsTr("Check that the whole image is visible.") + reason
                case "no signal": return qsTr("Check the video cable and make sure the scanner is on.")
                case "wrong colours": return qsTr("Unplug the grabber and plug it in again.")
                case "torn": return qsTr("Check the USB cable, or plug it into another port.")
                case "combed": return qsTr("Set the scanner's video output to progressive (p, not i).")
                default: return view.live.probeFault
                }
            }
        }

        Banner {
            objectName: "aiBanner"
            theme: view.theme
            visible: !view.live.frozen && view.live.aiFault !== ""
            colour: view.theme.warning
            title: qsTr("Analysis unavailable, image only")
            detail: qsTr("If this persists, have the device checked.") + " (" + view.live.aiFault + ")"
        }

        // An image that was not judged by itself cannot be kept; how long that may take, `live_model.py` says.
        Banner {
            id: reviewBanner
            objectName: "reviewBanner"
            theme: view.theme
            visible: view.live.reviewOverdue
            colour: view.theme.warning
            title: qsTr("This image could not be checked")
            detail: qsTr("Take another image. If this persists, have the device checked.")
        }

        Banner {
            id: researchBanner
            objectName: "researchBanner"
            theme: view.theme
            visible: view.live.permission === "score"
            colour: view.theme.warning
            title: qsTr("Research: not validated on this device")
        }

        Banner {
            id: settingsBanner
            objectName: "settingsBanner"
            theme: view.theme
            readonly property var differences: view.validation ? view.validation.differences : []
            visible: differences.length > 0
            colour: view.theme.warning
            title: differences.length > 0 ? differenceTexts.title(differences) : ""
            detail: differences.length > 0 ? differenceTexts.detail(differences) : ""
        }

        Banner {
            objectName: "frozenBanner"
            anchors.right: view.live.orientation === "standard" ? parent.right : undefined // the orientation mark is on the left
            theme: view.theme
            visible: view.live.frozen
            colour: view.theme.text
            title: qsTr("Frozen")
        }
    }
}
