import QtQuick

// The device check: what moved since when, and what to look at. Nothing here is about a patient, and no finding changes.
Rectangle {
    id: driftScreen
    required property var exam
    required property var drift
    required property var translator
    required property Theme theme
    readonly property var quantities: ({
        "echo intensity": qsTr("Brightness of the images (echo intensity)"),
        "lateral width": qsTr("Width of the speckle across the image"),
        "axial width": qsTr("Length of the speckle in depth"),
        "speckle SNR": qsTr("Contrast of the speckle"),
        "high-frequency ratio": qsTr("Fine structure of the speckle"),
        "column dropout": qsTr("Dark stripes through the image"),
        "finest lateral detail": qsTr("Finest detail across the image"),
        "fine lateral detail": qsTr("Fine detail across the image"),
        "near-field dropout": qsTr("Dark stripes below the skin"),
        "scale": qsTr("Scale of the images (mm per pixel)"),
        "field shape": qsTr("Shape of the ultrasound image on the screen"),
        "score": qsTr("Scores of the network"),
        "abstention": qsTr("Share of images not judged")
    })
    readonly property var directions: ({
        "above": qsTr("above the reference"),
        "below": qsTr("below the reference")
    })
    readonly property var advices: ({
        "probe": qsTr("Look at the image of the probe in air and test its elements: a dark stripe stays at the same place."),
        "preset": qsTr("Compare the scanner's preset (depth, frequency, grey map, dynamic range) with the one that was validated."),
        "gain": qsTr("Compare gain and time gain with the validated preset; where they are the same, more patients may be ill."),
        "contact": qsTr("Look at why images are not judged: gel, pressure, placing of the region."),
        "patients": qsTr("Only the score moved: ask whether other patients are examined than before, and compare with the assessments.")
    })
    color: theme.ground

    MultiPointTouchArea { anchors.fill: parent }

    Header {
        id: header
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: driftScreen.theme.gap }
        theme: driftScreen.theme
        translator: driftScreen.translator
        title: qsTr("Device check")
        detail: driftScreen.drift.device
        canGoBack: true
        onBack: driftScreen.drift.cancel()
    }

    Column {
        anchors { left: parent.left; right: parent.right; top: header.bottom; bottom: buttons.top; margins: 2 * driftScreen.theme.gap }
        spacing: driftScreen.theme.gap

        component Words: Text {
            width: parent.width
            wrapMode: Text.Wrap
            font.pixelSize: driftScreen.theme.body
            color: driftScreen.theme.text
            textFormat: Text.PlainText
        }

        Words {
            objectName: "driftQuantity"
            font { pixelSize: 20 * driftScreen.theme.unit; bold: true }
            text: qsTr("%1: %2").arg(driftScreen.quantities[driftScreen.drift.quantity] || driftScreen.drift.quantity)
                                .arg(driftScreen.directions[driftScreen.drift.direction] || "")
        }

        Words {
            objectName: "driftSince"
            color: driftScreen.theme.faint
            text: qsTr("Since patient %1 of those counted, over %2 patients (%3 images).")
                  .arg(driftScreen.drift.sincePatient).arg(driftScreen.drift.patients).arg(driftScreen.drift.images)
        }

        Words {
            objectName: "driftAdvice"
            font.pixelSize: driftScreen.theme.body
            text: driftScreen.advices[driftScreen.drift.advice] || ""
        }

        Words {
            color: driftScreen.theme.faint
            text: qsTr("The findings of exams stay as they are. After \"Dealt with\", watching begins anew and reports again if nothing has changed.")
        }

        Words {
            objectName: "driftForSupervisor"
            visible: !driftScreen.drift.mayAcknowledge
            color: driftScreen.theme.warning
            text: qsTr("A supervisor says that it was dealt with: close this, open the check again and enter a supervisor's PIN.")
        }

        ErrorBanner { width: parent.width; exam: driftScreen.exam; theme: driftScreen.theme; title: qsTr("Not saved. Please try again.") }
    }

    Row {
        id: buttons
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: 2 * driftScreen.theme.gap }
        spacing: driftScreen.theme.gap

        TouchButton {
            objectName: "driftClose"
            width: (parent.width - parent.spacing) / 2
            theme: driftScreen.theme
            text: qsTr("Close")
            onClicked: driftScreen.drift.cancel()
        }

        TouchButton {
            objectName: "driftDone"
            width: (parent.width - parent.spacing) / 2
            theme: driftScreen.theme
            primary: true
            enabled: driftScreen.drift.mayAcknowledge && !driftScreen.exam.isBusy
            text: qsTr("Dealt with")
            onClicked: driftScreen.drift.acknowledge()
        }
    }
}
